import { useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { lazy, Suspense, useCallback, useMemo, useState } from "react";

import { session } from "@/api/session";
import type { Account } from "@/api/types";
import { Button } from "@/components/button";
import { ListTable } from "@/components/list-table/list-table";
import { useStore } from "@/lib/store";
import { useChangeSearch, useViewSearch } from "@/lib/view";

import { accountColumns } from "./account-columns";
import { accountsQuery } from "./requests";
import { useText } from "./text/use";

const AccountDrawer = lazy(() => import("./account-drawer"));
const CreateDialog = lazy(() => import("./create-dialog"));
const keyOf = ({ id }: Account) => id;
const look = ({ enabled }: Account) => (enabled ? "" : "text-fg3");

/** All accounts. */
export default function Accounts() {
  const { t } = useText();
  const { open } = useViewSearch();
  const change = useChangeSearch();
  const [making, setMaking] = useState(false);
  const { data, error, refetch } = useQuery(accountsQuery);
  const own = useStore(session).me?.login ?? "";
  const columns = useMemo(() => accountColumns(t, own), [t, own]);
  const onOpen = useCallback(({ id }: Account) => change({ open: id }), [change]);
  const opened = data?.find(({ id }) => id === open);
  return (
    <>
      <ListTable
        name="accounts" label={t.people.parts.accounts} rows={data} keyOf={keyOf} columns={columns} usual="login" note={t.people.count} look={look} onOpen={onOpen} error={error} onRetry={() => void refetch()} none={null}
        actions={<Button kind="primary" onClick={() => setMaking(true)}><UserPlus size={15} aria-hidden="true" />{t.people.newAccount}</Button>}
      />
      <Suspense>
        {opened && <AccountDrawer key={opened.id} account={opened} onClose={() => change({ open: undefined })} />}
        {making && <CreateDialog onClose={() => setMaking(false)} />}
      </Suspense>
    </>
  );
}
