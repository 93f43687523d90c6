// The evaluation report over the page; its charts' code is loaded when it is opened.
import { lazy, type ReactElement, Suspense } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { skillWords } from '../../../contracts/evaluation.ts';
import { useApp, useBlind, useObservable } from './app-context.ts';
import { IconButton, TextButton } from './controls.tsx';

const ReportBody = lazy(() => import('./report-body.tsx'));

export function ReportDialog(): ReactElement {
  const { calibrations } = useApp();
  const report = useObservable(calibrations.state, (state) => state.report);
  // It names days.
  const blind = useBlind();
  const close = (): void => calibrations.closeReport();
  return (
    <ModalOverlay
      className="overlay"
      isDismissable
      isOpen={report !== null && !blind}
      onOpenChange={(open) => {
        if (!open) close();
      }}
    >
      <Modal className="modal report-modal">
        <Dialog className="shortcuts" aria-label="Report of the forecast">
          <div className="shortcuts-head">
            <Heading slot="title" className="shortcuts-title">
              Forecast of {report?.product.root}: {report ? skillWords(report) : ''}
            </Heading>
            <span className="report-save">
              <TextButton onPress={() => void calibrations.saveReport('html')}>Save HTML</TextButton>
              <TextButton onPress={() => void calibrations.saveReport('json')}>Save JSON</TextButton>
            </span>
            <IconButton icon="close" label="Close" keyWords="Esc" onPress={close} />
          </div>
          {report ? (
            <Suspense fallback={<p className="pane-note">Loading…</p>}>
              <ReportBody report={report} />
            </Suspense>
          ) : null}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
