// Where exported files wait that the host hands over: one folder an export, named by its id, in the data folder.
import { join } from 'node:path';

export function handoverFolder(dataFolder: string): string {
  return join(dataFolder, 'exports');
}
