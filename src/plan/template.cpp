// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/template.h"

#include "plan/shellscanner.h"
#include "plan/suggestion.h"

#include <QCoreApplication>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::TextTemplate)
};

const QStringList &namespaces()
{
    static const QStringList list{u"vars"_s,  u"inputs"_s, u"server"_s,
                                  u"steps"_s, u"run"_s,    u"secrets"_s};
    return list;
}

bool matches(const QRegularExpression &expression, const QString &text)
{
    return expression.match(text).hasMatch();
}

/// What is wrong with a name; empty when nothing is.
QString nameFault(const QString &name)
{
    static const QRegularExpression plain(u"\\A(vars|inputs|server)\\.[A-Za-z_][\\w-]*\\z"_s);
    static const QRegularExpression secret(u"\\Asecrets\\.[A-Za-z_]\\w*\\z"_s);
    static const QRegularExpression output(
        u"\\Asteps\\.[a-z0-9][a-z0-9_-]*\\.outputs\\.[A-Za-z_]\\w*\\z"_s);
    const QString space = name.section(u'.', 0, 0);
    if (space == u"run") {
        if (name == u"run.id" || name == u"run.operator")
            return {};
        return Words::tr("Of the run only ‘run.id’ and ‘run.operator’ are known, not ‘%1’.")
            .arg(name);
    }
    if (matches(plain, name) || matches(secret, name) || matches(output, name))
        return {};
    if (space == u"steps")
        return Words::tr("‘%1’ is no output: write steps.ID.outputs.NAME.").arg(name);
    if (space == u"secrets")
        return Words::tr("‘%1’ is no secret: write secrets.NAME with letters, digits and _.")
            .arg(name);
    if (namespaces().contains(space))
        return Words::tr("‘%1’ is no value: write %2.NAME.").arg(name, space);
    if (name.startsWith(u'.') || name.isEmpty()) {
        return Words::tr("‘%1’ is no value. To write {{ itself, write {{ '{{' }}.").arg(name);
    }
    return Words::tr("‘%1’ is not known: values begin with vars., inputs., server., steps., run. "
                     "or secrets.%2")
        .arg(name, suggestion(space, namespaces()));
}

QString withoutNewlines(QString text)
{
    return text.replace(u'\n', u' ').replace(u'\r', u' ');
}

QString escapedInDoubleQuotes(const QString &value)
{
    QString escaped;
    for (const QChar c : value) {
        if (c == u'\\' || c == u'"' || c == u'$' || c == u'`')
            escaped += u'\\';
        escaped += c;
    }
    return escaped;
}

QString escapedInHereDocument(const QString &value)
{
    QString escaped;
    for (const QChar c : value) {
        if (c == u'\\' || c == u'$' || c == u'`')
            escaped += u'\\';
        escaped += c;
    }
    return escaped;
}

/// A value as it must stand at the scanner's place; nullopt where it would end a here-document.
std::optional<QString> quotedAt(const ShellScanner &scanner, const QString &value)
{
    using Place = ShellScanner::Place;
    switch (scanner.place()) {
    case Place::Word:
        return shellQuote(value);
    case Place::SingleQuoted:
        return u"'"_s + shellQuote(value) + u"'"_s;
    case Place::DoubleQuoted:
        return escapedInDoubleQuotes(value);
    case Place::Comment:
        return withoutNewlines(value);
    case Place::HereDocument:
        if (scanner.mayEndHereDocument(value))
            return std::nullopt;
        return escapedInHereDocument(value);
    case Place::QuotedHereDocument:
        if (scanner.mayEndHereDocument(value))
            return std::nullopt;
        return value;
    case Place::Unsafe:
        break;
    }
    return std::nullopt;
}

/// The variable that holds a secret, as it must stand at the scanner's place.
std::optional<QString> secretAt(const ShellScanner &scanner, const QString &variable)
{
    using Place = ShellScanner::Place;
    switch (scanner.place()) {
    case Place::Word:
        return u"\"$"_s + variable + u'"';
    case Place::SingleQuoted:
        return u"'\"$"_s + variable + u"\"'"_s;
    case Place::DoubleQuoted:
    case Place::HereDocument:
        return u"${"_s + variable + u'}';
    case Place::Comment:
        return u'$' + variable;
    case Place::QuotedHereDocument:
    case Place::Unsafe:
        break;
    }
    return std::nullopt;
}

bool isSecret(const TextTemplate::Reference &reference)
{
    return reference.name.startsWith(u"secrets.");
}

QString secretVariable(const TextTemplate::Reference &reference)
{
    return u"SLIPWAY_SECRET_"_s + reference.name.section(u'.', 1);
}

std::unexpected<Error> unsafePlace(const QString &name)
{
    return failure(ErrorCode::InvalidInput,
                   Words::tr("‘%1’ cannot be quoted safely where it stands in the script. Put it "
                             "into a shell variable first.")
                       .arg(name));
}

QString openQuote()
{
    return Words::tr("A quote or here-document of this script is not closed, so values cannot be "
                     "filled in safely.");
}

std::unexpected<Error> endsHereDocument(const QString &name, const QString &delimiter)
{
    return failure(ErrorCode::InvalidInput,
                   Words::tr("The value of ‘%1’ holds ‘%2’, which would end the here-document it "
                             "stands in. Choose another delimiter.")
                       .arg(name, delimiter));
}

} // namespace

/// Cuts a text into literals and references.
class TextTemplate::Scanner
{
public:
    Scanner(const QString &text, QList<Fault> &faults) : m_text(text), m_faults(faults) { }

    QList<Part> parts()
    {
        qsizetype from = 0;
        qsizetype open = m_text.indexOf(u"{{"_s);
        while (open >= 0) {
            literal(from, open);
            advanceTo(open);
            const qsizetype close = closing(open + 2);
            if (close < 0) {
                m_faults.append({Words::tr("‘{{’ is not closed by ‘}}’."), m_place});
                return m_parts;
            }
            placeholder(QStringView(m_text).sliced(open + 2, close - open - 2).trimmed());
            from = close + 2;
            open = m_text.indexOf(u"{{"_s, from);
        }
        literal(from, m_text.size());
        return m_parts;
    }

private:
    void literal(qsizetype from, qsizetype to)
    {
        if (to > from)
            m_parts.append({m_text.sliced(from, to - from), std::nullopt});
    }

    void advanceTo(qsizetype target)
    {
        for (; m_at < target; ++m_at) {
            if (m_text.at(m_at) == u'\n') {
                ++m_place.line;
                m_place.column = 1;
            } else if (!m_text.at(m_at).isLowSurrogate()) {
                ++m_place.column;
            }
        }
    }

    /// Position of the `}}` that ends what began before `from`; quoted texts may hold one.
    qsizetype closing(qsizetype from) const
    {
        QChar quote;
        for (qsizetype at = from; at + 1 < m_text.size(); ++at) {
            const QChar c = m_text.at(at);
            if (!quote.isNull()) {
                if (c == quote)
                    quote = QChar();
            } else if (c == u'\'' || c == u'"') {
                quote = c;
            } else if (c == u'}' && m_text.at(at + 1) == u'}') {
                return at;
            }
        }
        return -1;
    }

    void placeholder(QStringView inner)
    {
        if (inner.size() >= 2 && (inner.front() == u'\'' || inner.front() == u'"')
            && inner.back() == inner.front()) {
            m_parts.append({inner.sliced(1, inner.size() - 2).toString(), std::nullopt});
            return;
        }
        const QStringList pieces = inner.toString().split(u'|');
        Reference reference{pieces.first().trimmed(), false, m_place};
        for (const QString &piece : pieces.sliced(1)) {
            const QString filter = piece.trimmed();
            if (filter == u"raw")
                reference.raw = true;
            else
                m_faults.append(
                    {Words::tr("‘%1’ is no filter; the only one is ‘raw’.").arg(filter), m_place});
        }
        const QString fault = reference.name.isEmpty()
            ? Words::tr("‘{{ }}’ names no value. To write {{ itself, write {{ '{{' }}.")
            : nameFault(reference.name);
        if (!fault.isEmpty())
            m_faults.append({fault, m_place});
        else
            m_parts.append({{}, reference});
    }

    const QString &m_text;
    QList<Fault> &m_faults;
    QList<Part> m_parts;
    qsizetype m_at = 0;
    SourcePlace m_place{1, 1};
};

TextTemplate TextTemplate::scan(const QString &text, QList<Fault> &faults)
{
    TextTemplate parsed;
    parsed.m_parts = Scanner(text, faults).parts();
    return parsed;
}

Result<TextTemplate> TextTemplate::parse(const QString &text)
{
    QList<Fault> faults;
    TextTemplate parsed = scan(text, faults);
    if (faults.isEmpty())
        return parsed;
    const Fault &first = faults.first();
    return failure(ErrorCode::InvalidInput, first.message,
                   u"line %1, column %2"_s.arg(first.place.line).arg(first.place.column));
}

QList<TextTemplate::Reference> TextTemplate::references() const
{
    QList<Reference> references;
    for (const Part &part : m_parts) {
        if (part.reference)
            references.append(*part.reference);
    }
    return references;
}

Result<void> TextTemplate::checkDefined(const Lookup &lookup) const
{
    QStringList undefined;
    for (const Part &part : m_parts) {
        if (part.reference && !lookup(part.reference->name)
            && !undefined.contains(part.reference->name))
            undefined.append(part.reference->name);
    }
    if (undefined.isEmpty())
        return {};
    return failure(ErrorCode::InvalidInput,
                   Words::tr("These values are not defined: %1.").arg(undefined.join(u", "_s)));
}

Result<QString> TextTemplate::render(const Lookup &lookup, Quoting quoting) const
{
    if (const auto defined = checkDefined(lookup); !defined)
        return std::unexpected(defined.error());
    QString text;
    ShellScanner scanner;
    for (const Part &part : m_parts) {
        if (!part.reference) {
            text += part.literal;
            if (quoting == Quoting::Shell)
                scanner.feed(part.literal);
            continue;
        }
        const Reference &reference = *part.reference;
        const QString value = lookup(reference.name).value_or(QString());
        if (quoting == Quoting::None || reference.raw) {
            text += value;
        } else if (const auto quoted = quotedAt(scanner, value)) {
            text += *quoted;
        } else if (scanner.hereDelimiter().isEmpty()) {
            return unsafePlace(reference.name);
        } else {
            return endsHereDocument(reference.name, scanner.hereDelimiter());
        }
        scanner.feedValue();
    }
    return text;
}

Result<TextTemplate::Script> TextTemplate::renderScript(const Lookup &lookup) const
{
    if (const auto defined = checkDefined(lookup); !defined)
        return std::unexpected(defined.error());
    Script script;
    ShellScanner scanner;
    for (const Part &part : m_parts) {
        if (!part.reference) {
            script.text += part.literal;
            scanner.feed(part.literal);
            continue;
        }
        const Reference &reference = *part.reference;
        std::optional<QString> filled;
        if (isSecret(reference)) {
            const QString variable = secretVariable(reference);
            filled = reference.raw ? u"${"_s + variable + u'}' : secretAt(scanner, variable);
            const QString name = reference.name.section(u'.', 1);
            if (!script.secrets.contains(name))
                script.secrets.append(name);
        } else {
            const QString value = lookup(reference.name).value_or(QString());
            filled = reference.raw ? value : quotedAt(scanner, value);
            if (!filled && scanner.place() != ShellScanner::Place::Unsafe)
                return endsHereDocument(reference.name, scanner.hereDelimiter());
        }
        if (!filled)
            return unsafePlace(reference.name);
        script.text += *filled;
        scanner.feedValue();
    }
    if (!references().isEmpty() && !scanner.atRest())
        return failure(ErrorCode::InvalidInput, openQuote());
    return script;
}

QList<TextTemplate::Fault> TextTemplate::scriptFaults() const
{
    QList<Fault> faults;
    ShellScanner scanner;
    for (const Part &part : m_parts) {
        if (!part.reference) {
            scanner.feed(part.literal);
            continue;
        }
        const Reference &reference = *part.reference;
        const bool refused = isSecret(reference) ? !secretAt(scanner, u"X"_s)
                                                 : scanner.place() == ShellScanner::Place::Unsafe;
        if (refused && !reference.raw)
            faults.append({unsafePlace(reference.name).error().message, reference.place});
        scanner.feedValue();
    }
    const QList<Reference> all = references();
    if (faults.isEmpty() && !all.isEmpty() && !scanner.atRest())
        faults.append({openQuote(), all.first().place});
    return faults;
}

QString shellQuote(const QString &text)
{
    QString quoted = text;
    quoted.replace(u'\'', u"'\\''"_s);
    return u'\'' + quoted + u'\'';
}

} // namespace slipway
