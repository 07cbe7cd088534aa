/** Folds the letters of a text, so that texts can be compared in any letter case. */
export const foldText = (text: string): string => text.toLowerCase()
