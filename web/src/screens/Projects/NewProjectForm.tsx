import { Button, Group, Modal, Radio, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { api } from "../../api/client";
import { ME } from "../../state/session";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { TEMPLATES, type Template } from "./templates";

/** A title and what is asked; everything else can wait. */
export function NewProjectForm({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const [title, setTitle] = useState("");
  const [template, setTemplate] = useState<Template>("choice");
  const make = useMutation({
    mutationFn: () => api.makeProject({ title: title.trim(), template }),
    onSuccess: async (project) => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: ["projects"] }),
        queries.invalidateQueries({ queryKey: ME }),
      ]);
      navigate(`/p/${encodeURIComponent(project.slug)}`);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <Modal
      closeButtonProps={{ "aria-label": "Close" }}
      opened
      onClose={onClose}
      title="New project"
      size={900}
      centered
    >
      <form onSubmit={submit}>
        <TextInput
          label="Title"
          placeholder="Well-formed questions"
          maxLength={120}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
          data-autofocus
        />
        <Radio.Group
          label="What do people answer?"
          description="It starts the guideline. You can change and extend it at any time."
          mt="md"
          value={template}
          onChange={(key) => setTemplate(TEMPLATES.find((each) => each.key === key)?.key ?? "choice")}
        >
          <div className="templates">
            {TEMPLATES.map((each) => (
              <Radio.Card key={each.key} value={each.key} className="template">
                <Radio.Indicator />
                <span>
                  <b>{each.title}</b>
                  <span className="template-example">{each.example}</span>
                </span>
              </Radio.Card>
            ))}
          </div>
        </Radio.Group>
        {make.isError && <ProblemNotice error={make.error} />}
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={make.isPending} disabled={title.trim() === ""}>
            Make project
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
