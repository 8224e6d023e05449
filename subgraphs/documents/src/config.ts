/** The seed's arguments: the owner's URL from DOCUMENTS_OWNER_DATABASE_URL, which `--url` overrides. */
export function seedArguments(argv: readonly string[], env: NodeJS.ProcessEnv): readonly string[] {
  const owner = env['DOCUMENTS_OWNER_DATABASE_URL'];
  return owner === undefined ? argv : ['--url', owner, ...argv];
}
