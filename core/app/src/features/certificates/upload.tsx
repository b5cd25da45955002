import { type FormEvent, useState } from "react";

import { Button } from "@/components/button";
import { Modal } from "@/components/modal";
import { showToast } from "@/lib/toasts";

import { FilesField } from "./files-field";
import { type Files, upload } from "./requests";
import { useText } from "./text/use";
import { useAct } from "./use-act";

/** The next chain with its key, for a document that waits for it. */
export function UploadDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const { t } = useText();
  const [files, setFiles] = useState<Files>({ chain: "", key: "" });
  const { mutate, isPending } = useAct(() => upload(name, files), () => {
    showToast({ tone: "done", title: t.certificates.uploaded(name) });
    onClose();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (files.chain && files.key) mutate(undefined);
  };
  return (
    <Modal title={`${t.certificates.upload}: ${name}`} onClose={onClose} className="w-[min(640px,calc(100vw-24px))]!">
      <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4 p-4">
        <p className="text-fg2">{t.certificates.uploadLead}</p>
        <FilesField files={files} onChange={setFiles} />
        <div className="flex justify-end gap-2">
          <Button kind="ghost" onClick={onClose}>{t.state.cancel}</Button>
          <Button kind="primary" type="submit" disabled={!files.chain || !files.key || isPending}>{t.certificates.upload}</Button>
        </div>
      </form>
    </Modal>
  );
}
