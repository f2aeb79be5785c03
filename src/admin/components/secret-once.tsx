import { Button, Copy, FocusModal, Heading, Text } from "@medusajs/ui"
import { useTexts } from "../lib/use-texts"

type Props = { secret: string | null; onClose: () => void }

/** A webhook's secret, the one time that it is given out. */
export const SecretOnce = ({ secret, onClose }: Props) => {
  const { t } = useTexts()
  return (
    <FocusModal
      open={secret !== null}
      onOpenChange={(isOpen) => !isOpen && onClose()}
    >
      <FocusModal.Content aria-describedby={undefined}>
        <FocusModal.Body className="flex flex-col items-center gap-y-4 p-16">
          <FocusModal.Title asChild>
            <Heading>{t("secret.title")}</Heading>
          </FocusModal.Title>
          <Text className="text-ui-fg-subtle">{t("secret.once")}</Text>
          <code
            data-testid="secret"
            className="bg-ui-bg-subtle rounded-md px-4 py-2 break-all"
          >
            {secret}
          </code>
          <div className="flex gap-x-2">
            <Copy content={secret ?? ""} aria-label={t("secret.copy")} asChild>
              <Button variant="secondary">{t("secret.copy")}</Button>
            </Copy>
            <Button onClick={onClose}>{t("secret.done")}</Button>
          </div>
        </FocusModal.Body>
      </FocusModal.Content>
    </FocusModal>
  )
}
