// First: what an unsupported core lacks is missing as soon as the rest is loaded.
import "../../utils/check-core-version"
import { Module } from "@medusajs/framework/utils"
import registerOptions from "./loaders/register-options"
import OrderFinalizationModuleService from "./service"

export const ORDER_FINALIZATION_MODULE = "order_finalization"

declare module "@medusajs/framework/types" {
  interface ModuleImplementations {
    [ORDER_FINALIZATION_MODULE]: OrderFinalizationModuleService
  }
}

export default Module(ORDER_FINALIZATION_MODULE, {
  service: OrderFinalizationModuleService,
  loaders: [registerOptions],
})
