/** What a photo subtracts at first: all of it would leave little of the rest. */
export const LESS = -0.5;
