// Sizes in pixels, the same as those of the static pictures; a test lays the same networks out with both.

export const TITLE = 13;
export const SMALL = 12;
export const NOTE = 11;
export const BAR = 10; // colour bar at the left of a box
export const PAD = 12; // space at the sides of text
export const GAP = 18; // least space between left and right text
export const ROW = 32; // heights of boxes
export const TWO_ROWS = 46;
export const PILL = 26;
export const HEADER = 30; // height of a frame's header, and what a note adds
export const NOTED = 16;
export const WIDEST = 560; // of a box
export const LINE = 16; // boxes of short lines: height of a line, space at the right, widest
export const NEAR = 8;
export const SIDE = 18; // room of a frame beside what is inside
export const SPACE = 20; // between items of a row
export const LEAST_WIDTH = 220; // of boxes that stand alone in their rows
export const HEADER_GAP = 8; // below the header of a frame
export const CORNER = 6;
export const FRAME_CORNER = 10;
export const BEHIND = 4; // shift of the sheet behind a box that counts
export const BEND = 8; // radius of a wire's corners
