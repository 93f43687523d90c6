// The depth behind a cell's flow, lots: the larger of what was there at the window's opening and at its end, so that
// neither a wall that appears nor one that is pulled counts as nothing. What a view weighted by depth weights with.
import { definePass } from './pass.ts';

export const depthBehindPass = definePass({
  needs: ['depth_end', 'add_intensity', 'pull_intensity', 'fill_intensity'],
  fills: ['depth_behind'],
  run([behind], [end, add, pull, fill], { from, to }) {
    for (let i = from; i < to; i++) {
      const net = add[i] - pull[i] - fill[i];
      // end = start + net · (start + 1), the identity of valid windows, solved for the start.
      behind[i] = net < 0 ? Math.round((end[i] + 1) / (1 + net)) - 1 : end[i];
    }
  },
});
