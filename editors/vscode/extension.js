// Starts `qa lsp` for `.qa` files and connects it with the editor. It opens no connection to the network.
"use strict";

const vscode = require("vscode");
const { LanguageClient, TransportKind } = require("vscode-languageclient/node");

let client;

function options() {
  const configured = vscode.workspace.getConfiguration("qadsl").get("command");
  const [command, ...args] = Array.isArray(configured) && configured.length > 0 ? configured : ["qa", "lsp"];
  return { command, args, transport: TransportKind.stdio };
}

async function start() {
  const server = options();
  client = new LanguageClient("qadsl", "qadsl", server, {
    documentSelector: [{ language: "qa" }],
    synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/*.qa") },
  });
  try {
    await client.start();
  } catch (problem) {
    client = undefined;
    const said = `qadsl: \`${[server.command, ...server.args].join(" ")}\` does not start. `;
    vscode.window.showErrorMessage(
      `${said}Install it with \`pip install "qadsl[lsp]"\`, or set qadsl.command. (${problem.message})`,
    );
  }
}

async function stop() {
  const running = client;
  client = undefined;
  if (running) {
    await running.stop();
  }
}

async function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand("qadsl.restart", async () => {
      await stop();
      await start();
    }),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
