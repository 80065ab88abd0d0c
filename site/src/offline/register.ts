/** Installs the service worker on the built site; the server of `npm run site:dev` sends the headers itself. */
export function registerOffline(): void {
  if (!import.meta.env.PROD || typeof navigator === "undefined" || !("serviceWorker" in navigator)) return;
  const register = () => {
    // Without it (private windows of some browsers) the site works as long as there is a network.
    navigator.serviceWorker.register(`${import.meta.env.BASE_URL}serviceWorker.js`).catch(() => undefined);
  };
  if (document.readyState === "complete") register();
  else addEventListener("load", register, { once: true });
}
