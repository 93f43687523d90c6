// Import this first of all: the contracts' checks decide while they are made whether to compile themselves with
// `Function`. The page's policy (script-src 'self') forbids that, and even the question would be reported as a breach.
import { config } from 'zod';

config({ jitless: true });
