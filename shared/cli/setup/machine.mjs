import { expected } from './expected.mjs';

/** Stops where the bundled Node and PostgreSQL cannot run. */
export const refuseMachine = () => {
  const { platform, arch } = process;
  if (platform !== 'linux' || !['x64', 'arm64'].includes(arch)) {
    throw expected(
      `Agency Graph runs on Linux, x64 or arm64; this is ${platform} ${arch}. Use a virtual machine, WSL 2 or a container.`,
    );
  }
  if (process.report.getReport().header.glibcVersionRuntime === undefined) {
    throw expected('Agency Graph needs a Linux with glibc (Debian, Ubuntu, Fedora …); this one has musl (Alpine).');
  }
};
