// Words in the reader's language, where the page around brings them.

/** A phrase in the language of the page; in English where the page brings no other. */
export const say = (phrase) => globalThis.architectureWords?.[phrase] ?? phrase;
