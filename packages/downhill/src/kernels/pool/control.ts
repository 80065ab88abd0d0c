/**
 * The words of shared memory through which the calling thread and the workers speak (Int32, sequentially consistent).
 *
 * A job is published by setting its fields, then `OPEN`, then counting `GENERATION` up. A worker that sees a new
 * generation enters (`ACTIVE` up), and only then looks whether the job is open; the caller closes the job, and only
 * then waits for `ACTIVE` to fall to zero. So the caller never waits for a worker that is late, and a late worker
 * never sees a half-written job.
 */
export const control = {
  /** Counts jobs; sleeping workers wait on it. */
  GENERATION: 0,
  /** 1 while a job may be entered. */
  OPEN: 1,
  /** Workers inside a job. */
  ACTIVE: 2,
  /** The next chunk to take. */
  NEXT: 3,
  /** How many chunks the job has. */
  CHUNKS: 4,
  /** The job's kernel: its number, and its module's bytes in shared memory. */
  KERNEL: 5,
  KERNEL_ADDRESS: 6,
  KERNEL_BYTES: 7,
  /** The first argument of the kernel's `chunk(parameters, index)`. */
  PARAMETERS: 8,
  /** Workers that wait to be woken. */
  SLEEPING: 9,
  /** Workers that have started. */
  READY: 10,
  /** Workers with a number below this one may enter. */
  LIMIT: 11,
  /** Chunks done by workers since the start. */
  DONE_BY_WORKERS: 12,
  /** 1 once a worker has failed; the caller then works alone. */
  FAILED: 13,
  /** 1 while workers shall sleep without looking for the next job first. */
  RESTING: 14,
} as const;

/** How many kernels a worker keeps; it makes them again from their bytes. */
export const KERNELS = 1024;

export const CONTROL_WORDS = 32;

/** How often a worker looks for the next job before it sleeps: about 250 µs, longer than the gap between two jobs of a step. */
export const SPINS = 20000;
