// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"
#include "run/stepresolver.h"

#include <QByteArray>

namespace slipway {

/// A command worth keeping. Its text may hold `{{ … }}` as a script of a plan does.
struct Snippet
{
    QString name;
    QString run;
    QString about; ///< what it is for, in a sentence; may be empty
    friend bool operator==(const Snippet &, const Snippet &) = default;
};

/// `snippets.yaml` of a workspace, in git as its plans are:
/// `slipway: 1`, `snippets: [{name: …, run: …, about: …}]`.
struct SnippetReading
{
    QList<Snippet> snippets;
    QList<Diagnostic> diagnostics;
};
SnippetReading readSnippets(const QByteArray &yaml);
/// The file with one more at its end; all that was there stays as it is. InvalidInput when the file
/// has faults or is not written as a list of one entry below the other.
Result<QByteArray> withSnippet(const QByteArray &yaml, const Snippet &snippet);

/// What a snippet needs to be told: names below `inputs.` that the context does not know.
QStringList questionsOf(const Snippet &snippet, const ResolveContext &context);
/// The text for a server's prompt, values quoted for the shell. InvalidInput naming what is
/// undefined; a secret is refused: it would stand on the screen.
Result<QString> renderSnippet(const Snippet &snippet, const ResolveContext &context,
                              const ServerId &server);

} // namespace slipway
