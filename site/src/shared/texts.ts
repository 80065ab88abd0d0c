import { useData } from "vitepress";
import { type ComputedRef, computed } from "vue";

/** What a component says, in both languages of the site. */
export interface Texts<T> {
  readonly en: T;
  readonly zh: T;
}

/** The texts in the page's language. */
export function useTexts<T>(texts: Texts<T>): ComputedRef<T> {
  const { lang } = useData();
  return computed(() => (lang.value.startsWith("zh") ? texts.zh : texts.en));
}
