import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { m } from "#/messages/generated/messages.js";
import { Button, IconButton, type ButtonKind } from "./Button";
import { classes } from "./classes";
import styles from "./Dialog.module.css";

export interface DialogProps {
  title: string;
  open: boolean;
  onClose: () => void;
  children: ReactNode;
  /** Buttons at the bottom; the first is the one that goes on. */
  actions?: ReactNode;
  size?: "small" | "normal" | "wide";
  /** Cannot be left without an answer. */
  mustAnswer?: boolean;
  role?: "dialog" | "alertdialog";
}

/** A question over the page. Only where a place would not do. Esc closes it. */
export function Dialog({ title, open, onClose, children, actions, size = "normal", mustAnswer = false, role = "dialog" }: DialogProps) {
  return (
    <ModalOverlay isOpen={open} onOpenChange={(now) => (now ? undefined : onClose())} isDismissable={!mustAnswer} isKeyboardDismissDisabled={mustAnswer} className={styles.overlay}>
      <Modal className={classes(styles.modal, styles[size])}>
        <AriaDialog role={role} className={styles.dialog}>
          <header className={styles.head}>
            <Heading slot="title" level={2} className={styles.title}>
              {title}
            </Heading>
            {mustAnswer ? null : <IconButton label={m.design_close()} icon={X} onPress={onClose} />}
          </header>
          <div className={styles.body}>{children}</div>
          {actions ? <footer className={styles.foot}>{actions}</footer> : null}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

export interface ConfirmDialogProps {
  title: string;
  open: boolean;
  /** What happens, and what can be undone. */
  children: ReactNode;
  /** What the button does, as a verb: "Xóa hồ sơ". */
  action: string;
  kind?: ButtonKind;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something that cannot be undone. */
export function ConfirmDialog({ title, open, children, action, kind = "primary", onConfirm, onClose }: ConfirmDialogProps) {
  return (
    <Dialog
      title={title}
      open={open}
      onClose={onClose}
      size="small"
      role="alertdialog"
      actions={
        <>
          <Button
            kind={kind}
            onPress={() => {
              onClose();
              onConfirm();
            }}
          >
            {action}
          </Button>
          <Button onPress={onClose}>{m.design_cancel()}</Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
