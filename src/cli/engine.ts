import { setFlagsFromString } from 'node:v8';

/**
 * How the JavaScript engine of every command is set, workers included; imported before anything else. What it brings stands in
 * docs/understanding.md, "Time and memory".
 */
// The heap grows by 30 % at most between two collections: what making the snapshot leaves behind is not kept for hours.
setFlagsFromString('--heap-growing-percent=30');
// Functions are compiled to machine code only when they are truly hot: a run of 1,000 questions would spend a third of its
// time on compiling what it seldom uses.
setFlagsFromString('--interrupt-budget=400000');
