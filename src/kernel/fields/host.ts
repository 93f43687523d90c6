// What the fields call outside of them.

/** Throws. */
export declare function outOfMemory(): void;
