import { computed, onBeforeUnmount, type Ref, ref, watch } from "vue";

/** What plays a number of steps: the present one, and whether and how fast it goes on. */
export interface Player {
  /** The present step; between two while it plays. */
  readonly position: Ref<number>;
  /** The present step as a whole number. */
  readonly step: Readonly<Ref<number>>;
  readonly playing: Ref<boolean>;
  /** Steps a second. */
  readonly speed: Ref<number>;
  toggle(): void;
  /** Stops, so many steps on. */
  move(steps: number): void;
}

/** A player of so many steps, which begins at the first and stops at the last. */
export function usePlayer(last: Ref<number>): Player {
  const position = ref(0);
  const playing = ref(false);
  const speed = ref(60);
  let request = 0;
  let before = 0;

  const tick = (now: number) => {
    position.value = Math.min(last.value, position.value + ((now - before) / 1000) * speed.value);
    before = now;
    if (position.value >= last.value) playing.value = false;
    else if (playing.value) request = requestAnimationFrame(tick);
  };
  watch(playing, (plays) => {
    cancelAnimationFrame(request);
    if (!plays) return;
    if (position.value >= last.value) position.value = 0;
    before = performance.now();
    request = requestAnimationFrame(tick);
  });
  watch(last, (steps) => {
    position.value = Math.min(position.value, steps);
  });
  onBeforeUnmount(() => {
    if (typeof cancelAnimationFrame === "function") cancelAnimationFrame(request);
  });

  return {
    position,
    step: computed(() => Math.floor(position.value)),
    playing,
    speed,
    toggle() {
      playing.value = !playing.value;
    },
    move(steps) {
      playing.value = false;
      position.value = Math.max(0, Math.min(last.value, Math.floor(position.value) + steps));
    },
  };
}
