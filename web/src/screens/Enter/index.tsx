import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useLocation, useSearch } from "wouter";
import { api } from "../../api/client";
import type { SignIn } from "../../model/api.gen";
import { becomes, safeNext } from "../../state/session";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { Door, takeToken } from "./Door";

/** The way in: by a link's token, or by name and password. */
export default function Enter() {
  const queries = useQueryClient();
  const search = useSearch();
  const [, navigate] = useLocation();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const enter = useMutation({
    mutationFn: (body: SignIn) => api.signIn(body),
    onSuccess: (me) => {
      becomes(queries, me);
      navigate(safeNext(search), { replace: true });
    },
  });
  const { mutate } = enter;
  const isAsked = useRef(false);
  useEffect(() => {
    document.title = "Enter · Goldsmith";
    if (isAsked.current) return;
    isAsked.current = true;
    const token = takeToken();
    if (token !== null) mutate({ token });
  }, [mutate]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate({ name: name.trim(), password });
  };
  if (enter.isPending && enter.variables.token) return <Door title="Opening the workshop …">{null}</Door>;
  return (
    <Door title="Come in">
      {enter.isError && <ProblemNotice error={enter.error} />}
      <p>Open the link that Goldsmith printed when it started. Or use your name and password.</p>
      <form onSubmit={submit}>
        <TextInput
          label="Name"
          autoComplete="username"
          required
          withAsterisk={false}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" loading={enter.isPending} fullWidth>
          Sign in
        </Button>
      </form>
      <p className="door-else">Neither? Ask the project lead for a sign-in link.</p>
    </Door>
  );
}
