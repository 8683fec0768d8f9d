/** The toast of React Aria is still marked unstable: its names are imported in this one place. */
export { Text, UNSTABLE_Toast, UNSTABLE_ToastContent, UNSTABLE_ToastRegion } from "react-aria-components";
export { ToastQueue as UNSTABLE_ToastQueue } from "react-stately/useToastState";
