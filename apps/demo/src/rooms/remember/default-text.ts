/** The Spouter-Inn, from chapters 3 and 10 of Moby-Dick: dialogue, brackets and lines of different lengths. */
export const DEFAULT_TEXT = `"Landlord," I whispered, "that aint the harpooneer is it?"

"Oh, no," said he, looking a sort of diabolically funny, "the harpooneer is a dark complexioned chap. He never eats dumplings, he don't - he eats nothing but steaks, and he likes 'em rare."

"The devil he does," says I. "Where is that harpooneer? Is he here?"

"He'll be here afore long," was the answer.

I could not help it, but I began to feel suspicious of this "dark complexioned" harpooneer (who, as I was told, had gone out a peddling). At any rate, I made up my mind that if it so turned out that we should sleep together, he must undress and get into bed before I did.
`;
