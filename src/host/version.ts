// The product's version, taken from the package at build time.
import pkg from '../../package.json' with { type: 'json' };

export const PRODUCT_VERSION: string = pkg.version;
