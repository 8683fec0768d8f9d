import { ErrorBanner } from "#/app/ErrorBanner";
import { places } from "#/app/places";
import { desk, useDeskStatus, useDo, type Settings } from "#/backend";
import { LinkButton, Page, PageHeader, Panel, RadioGroup, toast } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { CatalogueFile } from "./CatalogueFile";
import { DataPanel } from "./DataPanel";
import { DiagnosticsPanel } from "./DiagnosticsPanel";
import { PortalPanel } from "./PortalPanel";
import styles from "./settings.module.css";
import { SharingPanel } from "./SharingPanel";
import { TrainingPanel } from "./TrainingPanel";

const sizes = [100, 125, 150, 175, 200] as const;

/** Cài đặt. Each choice takes effect and is kept at once. */
export default function SettingsPage() {
  const status = useDeskStatus();
  const { settings } = status;
  const save = useDo(desk.saveSettings, { onSuccess: () => toast({ text: m.settings_saved() }) });
  const set = (change: Partial<Settings>) => save.mutate({ ...settings, ...change });
  return (
    <Page width="normal">
      <PageHeader title={m.settings_title()} actions={<LinkButton href={places.about}>{m.settings_about()}</LinkButton>} />
      <ErrorBanner error={save.error} />
      <div className={styles.columns}>
        <PortalPanel />
        <Panel title={m.settings_look()} id="settings-look">
          <RadioGroup
            label={m.settings_language()}
            value={settings.language}
            onChange={(language) => set({ language })}
            options={[
              { value: "vi", label: m.settings_language_vi() },
              { value: "en", label: m.settings_language_en() },
            ]}
            inline
          />
          <RadioGroup
            label={m.settings_theme()}
            value={settings.theme}
            onChange={(theme) => set({ theme })}
            options={[
              { value: "system", label: m.settings_theme_system() },
              { value: "light", label: m.settings_theme_light() },
              { value: "dark", label: m.settings_theme_dark() },
              { value: "contrast", label: m.settings_theme_contrast() },
            ]}
            inline
          />
          <RadioGroup
            label={m.settings_text()}
            value={String(settings.text_percent)}
            onChange={(percent) => set({ text_percent: Number(percent) })}
            options={sizes.map((percent) => ({ value: String(percent), label: m.settings_text_of({ percent }) }))}
            inline
          />
          <RadioGroup
            label={m.settings_density()}
            value={settings.compact ? "compact" : "comfortable"}
            onChange={(density) => set({ compact: density === "compact" })}
            options={[
              { value: "comfortable", label: m.settings_density_comfortable() },
              { value: "compact", label: m.settings_density_compact() },
            ]}
            inline
          />
        </Panel>
        <Panel title={m.settings_catalogue()} lead={m.settings_catalogue_text()}>
          <RadioGroup
            label={m.settings_edition()}
            value={settings.edition ?? "default"}
            onChange={(edition) => set({ edition: edition === "default" ? null : edition })}
            options={[
              { value: "default", label: m.settings_edition_default() },
              { value: "2022", label: m.settings_edition_2022() },
              { value: "2026", label: m.settings_edition_2026(), hint: m.settings_edition_2026_hint() },
            ]}
          />
          <CatalogueFile />
        </Panel>
        <DataPanel />
        <SharingPanel />
        <TrainingPanel />
        <DiagnosticsPanel />
      </div>
    </Page>
  );
}
