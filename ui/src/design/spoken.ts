import { m } from "#/messages/generated/messages.js";

/**
 * What React Aria says to screen readers, in the language of the window. The library has no Vietnamese; the build
 * puts these in the place of its English strings and leaves out its other languages (see `build/spoken.ts`).
 */
type Strings = Record<string, (given: Record<string, unknown>) => string>;

export const components: Strings = {
  selectPlaceholder: () => m.aria_select(),
  tableResizer: () => m.aria_resize(),
  dropzoneLabel: () => m.aria_drop(),
  colorSwatchPicker: () => m.aria_select(),
};

export const breadcrumbs: Strings = { breadcrumbs: () => m.aria_breadcrumbs() };

export const overlays: Strings = { dismiss: () => m.aria_dismiss() };

export const searchfield: Strings = { "Clear search": () => m.aria_clear_search() };

export const autocomplete: Strings = { collectionLabel: () => m.aria_suggestions() };

export const menu: Strings = { longPressMessage: () => m.aria_long_press() };

export const toast: Strings = {
  close: () => m.design_close(),
  notifications: ({ count }) => m.aria_notifications({ count: Number(count) }),
};

export const combobox: Strings = {
  focusAnnouncement: ({ isGroupChange, groupTitle, groupCount, optionText, isSelected }) =>
    [isGroupChange ? m.aria_group({ group: String(groupTitle), count: Number(groupCount) }) : "", isSelected ? m.aria_selected({ item: String(optionText) }) : String(optionText)].filter(Boolean).join(" "),
  countAnnouncement: ({ optionCount }) => m.aria_options({ count: Number(optionCount) }),
  selectedAnnouncement: ({ optionText }) => m.aria_selected({ item: String(optionText) }),
  buttonLabel: () => m.aria_show_suggestions(),
  listboxLabel: () => m.aria_suggestions(),
};
