// Every request of the contracts and who answers it. Typed so that a request without an answer does not compile.

import { PROTOCOL_VERSION, type RequestName } from '../../../contracts/messages.ts';
import { FIELD_MODEL_VERSION } from '../../../contracts/params.ts';
import type { Handler } from '../../../contracts/wire/peer.ts';
import { FIELD_DESCRIPTORS } from '../../core/fields/registry.ts';
import { calibrationHandlers } from './calibrations.ts';
import type { EngineContext } from './context.ts';
import { dayHandlers } from './days.ts';
import { exactHandlers } from './exact.ts';
import { forecastHandlers } from './forecasts.ts';
import { markerHandlers } from './markers.ts';
import { similarHandlers } from './similar.ts';
import { sourceHandlers } from './sources.ts';

type AllHandlers = { readonly [N in RequestName]: Handler<N> };

export function engineHandlers(context: EngineContext): AllHandlers {
  const { gold, store, productVersion, openPaths } = context;
  return {
    hello: async () => ({
      result: {
        protocolVersion: PROTOCOL_VERSION,
        fieldModelVersion: FIELD_MODEL_VERSION,
        productVersion,
        catalogue: [...FIELD_DESCRIPTORS],
        params: gold.defaults.params,
        paramsHash: gold.defaults.hash,
        openPaths: [...openPaths],
        faults: store.openingFault ? [store.openingFault] : [],
      },
    }),
    ...sourceHandlers(context),
    ...dayHandlers(context),
    ...markerHandlers(context),
    ...exactHandlers(context),
    ...forecastHandlers(context),
    ...calibrationHandlers(context),
    ...similarHandlers(context),
  };
}
