import de from "./de.json"
import en from "./en.json"

/** Merged into the dashboard's own, under a namespace of the plugin's. */
export default {
  en: { orderFinalization: en },
  de: { orderFinalization: de },
}
