/** The seed's command line, with `MEMBERS_OWNER_DATABASE_URL` as `--url` where the line names none. */
export function seedArguments(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): string[] {
  const url = env['MEMBERS_OWNER_DATABASE_URL'];
  return argv.includes('--url') || url === undefined ? [...argv] : ['--url', url, ...argv];
}
