/**
 * Kinds of pictures that their vectors and looks say together. Values are stored and never change. `drawing`: drawn by hand or by a program, as clip art,
 * comics, diagrams and charts are; `night`: taken, or playing, out of doors in the dark.
 */
export type PictureKind = 'drawing' | 'night';
