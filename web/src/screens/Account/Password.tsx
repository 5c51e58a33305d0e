import { Button, PasswordInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client";
import { ME } from "../../state/session";
import { ProblemNotice } from "../../ui/ProblemNotice";

const SHORTEST = 10;

export function Password({ hasOne }: { hasOne: boolean }) {
  const queries = useQueryClient();
  const [password, setPassword] = useState("");
  const save = useMutation({
    mutationFn: () => api.setPassword({ password }),
    onSuccess: (me) => {
      queries.setQueryData(ME, me);
      setPassword("");
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <section className="card">
      <h2>Password</h2>
      <p className="quiet">
        {hasOne ? "You have one. A new one takes its place." : "You have none: you come in by your link."}
      </p>
      {save.isError && <ProblemNotice error={save.error} />}
      <form onSubmit={submit} className="row" style={{ alignItems: "flex-end" }}>
        <PasswordInput
          label="New password"
          description={`At least ${SHORTEST} characters`}
          autoComplete="new-password"
          w={300}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button
          type="submit"
          variant="default"
          loading={save.isPending}
          disabled={password.length < SHORTEST}
        >
          Set password
        </Button>
        <span role="status" className="quiet">
          {save.isSuccess && password === "" ? "Saved." : ""}
        </span>
      </form>
    </section>
  );
}
