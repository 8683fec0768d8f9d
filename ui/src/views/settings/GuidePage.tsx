import { useQuery } from "@tanstack/react-query";
import { places, usePathParams } from "#/app/places";
import { useDeskStatus } from "#/backend";
import { Page, PageHeader, Panel, Skeleton } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { chapters } from "./guide";
import styles from "./guide.module.css";

/** The user guide, the same that is in `docs/guide`, without a network. */
export default function GuidePage() {
  const { language } = useDeskStatus().settings;
  const { chapter } = usePathParams();
  const { data } = useQuery({
    queryKey: ["guide", language],
    queryFn: () => Promise.all(chapters(language).map(async ({ name, load }) => ({ name, ...(await load()) }))),
  });
  // The other language's chapter of the same number, when the language was changed here.
  const at = data?.findIndex(({ name }) => name === chapter || name.slice(0, 2) === chapter?.slice(0, 2)) ?? 0;
  const shown = data?.[Math.max(0, at)];
  return (
    <Page width="normal">
      <PageHeader key={shown?.name} title={shown?.title ?? m.help_guide_title()} back={{ href: places.help, label: m.help_title() }} />
      <div className={styles.guide}>
        <nav aria-label={m.help_guide_chapters()} className={styles.chapters}>
          <ol>
            {data?.map(({ name, title }) => (
              <li key={name}>
                <a href={places.guide(name)} aria-current={name === shown?.name ? "page" : undefined}>
                  {title}
                </a>
              </li>
            ))}
          </ol>
        </nav>
        <Panel>{shown ? <div className={styles.text} dangerouslySetInnerHTML={{ __html: shown.html }} /> : <Skeleton words={m.help_guide_loading()} />}</Panel>
      </div>
    </Page>
  );
}
