/** The weight that a photo is first subtracted with: the whole vector would leave little of the rest. */
export const LESS = -0.5;
