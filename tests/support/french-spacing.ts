/** Signs that French sets off by a space which no line may break at, where such a space is an ordinary one. */
export const LOOSE_SIGN = / [;:!?»%]|« /;
