/** Characters shown at either end: of twelve digits the province of registration, and enough to tell two people apart. */
const SHOWN = 3;

/** `907085123456` → `907******456`; what is too short to hide half of it shows nothing. */
export function maskNationalId(id: string): string {
  if (id.length < SHOWN * 4 - 3) return '*'.repeat(id.length);
  return id.slice(0, SHOWN) + '*'.repeat(id.length - SHOWN * 2) + id.slice(-SHOWN);
}
