// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"

#include "base/error.h"

#include <functional>

namespace slipway {

/// A text with `{{ … }}` substitutions, parsed once.
class TextTemplate
{
public:
    struct Reference
    {
        QString name;      ///< "vars.domain", "steps.build.outputs.tag", "secrets.TOKEN"
        bool raw = false;  ///< `{{ x | raw }}`
        SourcePlace place; ///< within the text
        friend bool operator==(const Reference &, const Reference &) = default;
    };
    enum class Quoting {
        None,  ///< plain text: URLs, names, messages
        Shell, ///< POSIX single quotes round each value
    };
    /// What is wrong with a text, and where in it.
    struct Fault
    {
        QString message; ///< a whole sentence
        SourcePlace place;
        friend bool operator==(const Fault &, const Fault &) = default;
    };
    /// nullopt: undefined.
    using Lookup = std::function<std::optional<QString>(const QString &name)>;

    /// Fails on an unclosed `{{`, an empty one, an unknown namespace or an unknown filter.
    /// `{{ 'text' }}` stands for the text itself, which is how `{{` is written.
    static Result<TextTemplate> parse(const QString &text);
    /// The same, but goes on after a fault and reports each of them.
    static TextTemplate scan(const QString &text, QList<Fault> &faults);

    QList<Reference> references() const;
    /// Fails with InvalidInput naming every undefined reference; never gives an empty string for
    /// one. With Quoting::Shell `secrets.X` must be looked up to the text `"$SLIPWAY_SECRET_X"`
    /// by rendering with renderScript() instead.
    Result<QString> render(const Lookup &lookup, Quoting quoting) const;

    struct Script
    {
        QString text;        ///< shell text; secrets appear as "$SLIPWAY_SECRET_NAME"
        QStringList secrets; ///< names of the secrets that the script needs
    };
    /// A script body: values shell-quoted as the place asks (in "…" and in '…' as well as outside
    /// quotes), secrets as environment variables, never as text.
    Result<Script> renderScript(const Lookup &lookup) const;
    /// The places where a value cannot be quoted safely in a script: within `${…}`, `$((…))` or
    /// backticks, after a lone `\` or `$`, a secret in a quoted here-document.
    QList<Fault> scriptFaults() const;

private:
    struct Part
    {
        QString literal;
        std::optional<Reference> reference;
    };
    class Scanner;
    Result<void> checkDefined(const Lookup &lookup) const;
    QList<Part> m_parts;
};

/// POSIX single-quoting: safe for any text, newlines included.
QString shellQuote(const QString &text);

} // namespace slipway
