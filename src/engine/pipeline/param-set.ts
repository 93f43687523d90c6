// Parameters as gold keeps its results by them: with the names of what they make, and whether that is worth the disk.
import {
  FIELD_PRESETS,
  type FieldParams,
  PRESET_NAMES,
  paramsHash,
  presetOfParams,
  stateHash,
} from '../../../contracts/params.ts';

export interface ParamSet {
  readonly params: FieldParams;
  /** Names every number made with them. */
  readonly hash: string;
  /** Names the averages made with them: sets that differ in weights and forms alone share these. */
  readonly stateHash: string;
  /** Presets are met again; every position of a slider is not. */
  readonly onDisk: boolean;
  readonly stateOnDisk: boolean;
}

const PRESET_STATES = new Set(PRESET_NAMES.map((name) => stateHash(FIELD_PRESETS[name])));

export function paramSetFrom(params: FieldParams): ParamSet {
  const state = stateHash(params);
  return {
    params,
    hash: paramsHash(params),
    stateHash: state,
    onDisk: presetOfParams(params) !== null,
    stateOnDisk: PRESET_STATES.has(state),
  };
}
