// The physics sandbox's dialog: what it is, that it is a toy, and the toy itself, whose code is loaded when it is opened.
import { lazy, type ReactElement, Suspense } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useApp, useObservable } from './app-context.ts';
import { IconButton } from './controls.tsx';

const SandboxBody = lazy(() => import('./sandbox-body.tsx'));

export function SandboxDialog(): ReactElement {
  const { sandbox } = useApp();
  const isOpen = useObservable(sandbox.shown, (shown) => shown);
  const close = (): void => sandbox.shown.set(false);
  return (
    <ModalOverlay
      className="overlay"
      isDismissable
      isOpen={isOpen}
      onOpenChange={(open) => sandbox.shown.set(open)}
    >
      <Modal className="modal sandbox-modal">
        <Dialog className="shortcuts">
          <div className="shortcuts-head">
            <Heading slot="title" className="shortcuts-title">
              Physics sandbox <span className="toy-badge">a toy</span>
            </Heading>
            <IconButton icon="close" label="Close" keyWords="Esc" onPress={close} />
          </div>
          <p className="weak">
            Price as a bouncing body among the walls of this second: pressure pushes it, viscosity brakes it.
            Play with it; it says nothing about where price goes, and the forecast knows nothing of it.
          </p>
          <Suspense fallback={<p className="pane-note">Loading…</p>}>
            <SandboxBody />
          </Suspense>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
