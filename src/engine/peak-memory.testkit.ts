// For the proofs of size and the bench: the most memory that this process ever held.
import { readFileSync } from 'node:fs';

/** The system's own count begins with the parent's memory at the fork, so on Linux the program's high-water mark is read. */
export function peakRssBytes(): number {
  if (process.platform === 'linux') {
    const mark = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'));
    if (mark) return Number(mark[1]) * 1024;
  }
  // Kilobytes on every platform that Node runs on.
  return process.resourceUsage().maxRSS * 1024;
}
