declare const step: unique symbol;

/**
 * A value that only one step of the corridor makes: `Made<Shape, 'Plan'>` cannot be written as a literal, so a step
 * that asks for one can only come after the step that made it.
 */
export type Made<Shape, Step extends string> = Shape & { readonly [step]: Step };
