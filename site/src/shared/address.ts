import { onBeforeUnmount, onMounted, watch } from "vue";

/** A page's state as addresses hold it, behind `#`: what is chosen, by short names; lists have several. */
export type AddressState = Readonly<Record<string, string | readonly string[]>>;

const writeDelay = 250;

/**
 * Keeps a page's state in its address, so that a link brings others to the same.
 *
 * @param read takes over what an address says; it must bear anything
 * @param write the present state; whatever it reads is watched
 */
export function useAddress(read: (state: URLSearchParams) => void, write: () => AddressState): void {
  let written: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const readAddress = () => {
    const hash = location.hash.slice(1);
    if (hash === written) return;
    written = hash;
    if (hash !== "") read(new URLSearchParams(hash));
  };

  onMounted(() => {
    readAddress();
    addEventListener("hashchange", readAddress);
    watch(
      write,
      (state) => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          written = toText(state);
          history.replaceState(history.state, "", `#${written}`);
          // The links to the same page in another language follow the address by this event.
          dispatchEvent(new HashChangeEvent("hashchange"));
        }, writeDelay);
      },
      { deep: true },
    );
  });
  onBeforeUnmount(() => {
    clearTimeout(timer);
    removeEventListener("hashchange", readAddress);
  });
}

/** What may stand in an address as it is stays readable there. */
function toText(state: AddressState): string {
  return Object.entries(state)
    .flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : value.map((item) => [name, item])))
    .map(([name, value]) => `${name}=${encodeURIComponent(value).replace(/%(3B|3D|2C|2F|3A|5E|28|29|20)/g, plainly)}`)
    .join("&");
}

function plainly(escaped: string): string {
  return escaped === "%20" ? "+" : decodeURIComponent(escaped);
}
