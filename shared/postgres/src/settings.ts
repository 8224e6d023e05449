import { statfsSync } from 'node:fs';
import { totalmem } from 'node:os';

/** Under this the server's shared segments go to files: containers often give /dev/shm 64 MB. */
const ENOUGH_SHARED_MEMORY = 512 * 1024 * 1024;

const sharedMemory = (): 'posix' | 'mmap' => {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    return bavail * bsize >= ENOUGH_SHARED_MEMORY ? 'posix' : 'mmap';
  } catch {
    return 'mmap';
  }
};

/** A quarter of the machine's memory, 128 MB to 6 GB: pages are taken only as data comes to fill them. */
const sharedBuffers = (): number => {
  const limit = process.constrainedMemory();
  const memory = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return Math.min(6_144, Math.max(128, Math.floor(memory / 4 / 2 ** 20)));
};

/** The server's arguments: socket only, durable, sized for a demonstration that first takes a bulk load. */
export const serverArguments = (dataDir: string, socketDir: string): readonly string[] => {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: socketDir,
    unix_socket_permissions: '0700',
    max_connections: '100',
    shared_buffers: `${sharedBuffers()}MB`,
    effective_cache_size: `${2 * sharedBuffers()}MB`,
    maintenance_work_mem: '256MB',
    work_mem: '16MB',
    dynamic_shared_memory_type: sharedMemory(),
    synchronous_commit: 'on',
    // No replica can be made of this server, so a load into a table of the same transaction skips the log.
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_wal_size: '4GB',
    min_wal_size: '256MB',
    checkpoint_timeout: '15min',
    checkpoint_completion_target: '0.9',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    // A statement in the log would carry personal data.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
  };
  return ['-D', dataDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
};
