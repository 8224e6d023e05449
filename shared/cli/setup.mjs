// What `npm start`, `npm test`, `npm run build|check|bench` call. Written for any Node, so that an old one is told so.
const [major] = process.versions.node.split('.');
if (Number(major) < 20) {
  console.error(`Agency Graph needs Node 20 or later to set itself up; this is Node ${process.versions.node}.`);
  console.error('Install one from https://nodejs.org or from your distribution, and run the command again.');
  process.exit(2);
}
import('./setup/main.mjs')
  .then(({ main }) => main(process.argv.slice(2)))
  .then((code) => {
    process.exitCode = code;
  })
  .catch((error) => {
    console.error(error.expected ? error.message : error);
    process.exitCode = 1;
  });
