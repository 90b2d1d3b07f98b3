// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/snippets.h"

#include "plan/fieldreader.h"
#include "plan/template.h"
#include "run/valuelookup.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::Snippets)
};

const FieldReader::KeyTable keys{
    {u"snippets file"_s, {u"slipway"_s, u"snippets"_s}},
    {u"snippet"_s, {u"name"_s, u"run"_s, u"about"_s}},
};

Snippet readSnippet(const YamlNode &node, FieldReader &fields)
{
    Snippet snippet;
    if (!fields.isMapOf(node, u"snippet"_s))
        return snippet;
    if (const YamlNode *name = fields.required(node, u"snippet"_s, u"name"_s))
        snippet.name = fields.filled(*name);
    if (const YamlNode *about = fields.value(node, u"snippet"_s, u"about"_s))
        snippet.about = fields.text(*about);
    const YamlNode *run = fields.required(node, u"snippet"_s, u"run"_s);
    if (run == nullptr)
        return snippet;
    snippet.run = fields.filled(*run);
    QList<TextTemplate::Fault> faults;
    const TextTemplate text = TextTemplate::scan(snippet.run, faults);
    faults += text.scriptFaults();
    for (const TextTemplate::Fault &fault : std::as_const(faults))
        fields.error(run->placeInFile(fault.place), u"template"_s, fault.message);
    const QList<TextTemplate::Reference> references = text.references();
    for (const TextTemplate::Reference &reference : references) {
        if (reference.name.startsWith("secrets."_L1))
            fields.error(run->placeInFile(reference.place), u"secret"_s,
                         Words::tr("A snippet cannot hold a secret: it would stand on the screen "
                                   "and in the shell's history."));
    }
    return snippet;
}

/// As YAML reads it back, whatever it holds.
QByteArray quoted(const QString &text)
{
    const QByteArray array = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    return array.sliced(1, array.size() - 2);
}

QByteArray entryOf(const Snippet &snippet, const QByteArray &indent)
{
    QByteArray entry = indent + "- name: " + quoted(snippet.name) + '\n';
    if (!snippet.about.isEmpty())
        entry += indent + "  about: " + quoted(snippet.about) + '\n';
    return entry + indent + "  run: " + quoted(snippet.run) + '\n';
}

} // namespace

SnippetReading readSnippets(const QByteArray &yaml)
{
    SnippetReading reading;
    YamlReading document = readYaml(yaml);
    reading.diagnostics = document.diagnostics;
    if (!document.root)
        return reading;
    FieldReader fields(reading.diagnostics, keys);
    if (!fields.isMapOf(*document.root, u"snippets file"_s))
        return reading;
    if (const YamlNode *version = fields.required(*document.root, u"snippets file"_s, u"slipway"_s))
        fields.integer(*version, 1, 1);
    const YamlNode *list = fields.value(*document.root, u"snippets file"_s, u"snippets"_s);
    if (list == nullptr || list->isNothing() || !fields.isList(*list))
        return reading;
    for (const YamlNode &node : list->items) {
        Snippet snippet = readSnippet(node, fields);
        if (snippet.name.isEmpty() || snippet.run.isEmpty())
            continue;
        if (std::ranges::contains(reading.snippets, snippet.name, &Snippet::name))
            fields.error(node.place, u"duplicate"_s,
                         Words::tr("There are two snippets named ‘%1’.").arg(snippet.name));
        else
            reading.snippets.append(std::move(snippet));
    }
    sortDiagnostics(reading.diagnostics);
    return reading;
}

Result<QByteArray> withSnippet(const QByteArray &yaml, const Snippet &snippet)
{
    if (yaml.trimmed().isEmpty())
        return "slipway: 1\nsnippets:\n" + entryOf(snippet, "  ");
    const SnippetReading before = readSnippets(yaml);
    if (hasErrors(before.diagnostics))
        return failure(
            ErrorCode::InvalidInput,
            Words::tr("snippets.yaml has faults. Mend them first: %1")
                .arg(formatDiagnostic(u"snippets.yaml"_s, before.diagnostics.constFirst())));
    if (std::ranges::contains(before.snippets, snippet.name, &Snippet::name))
        return failure(ErrorCode::InvalidInput,
                       Words::tr("There is a snippet named ‘%1’ already. Choose another name.")
                           .arg(snippet.name));
    QByteArray text = yaml;
    if (!text.endsWith('\n'))
        text += '\n';
    static const QRegularExpression item(u"^( *)- "_s, QRegularExpression::MultilineOption);
    const QRegularExpressionMatch first = item.match(QString::fromUtf8(text));
    const QByteArray indent = first.hasMatch() ? first.captured(1).toLatin1() : "  "_ba;
    if (!first.hasMatch() && !text.contains("\nsnippets:"))
        text += "snippets:\n";
    text += entryOf(snippet, indent);
    // Whatever the file looks like, it must mean what it meant and one more.
    QList<Snippet> expected = before.snippets;
    expected.append(snippet);
    if (readSnippets(text).snippets != expected)
        return failure(ErrorCode::InvalidInput,
                       Words::tr("snippets.yaml is not written as a list of one entry below the "
                                 "other at its end. Add the snippet by hand."));
    return text;
}

QStringList questionsOf(const Snippet &snippet, const ResolveContext &context)
{
    QStringList names;
    const Result<TextTemplate> text = TextTemplate::parse(snippet.run);
    if (!text)
        return names;
    const QList<TextTemplate::Reference> references = text->references();
    for (const TextTemplate::Reference &reference : references) {
        const QString name = reference.name.section(u'.', 1);
        if (reference.name.startsWith("inputs."_L1) && !context.inputs.contains(name)
            && !names.contains(name))
            names << name;
    }
    return names;
}

Result<QString> renderSnippet(const Snippet &snippet, const ResolveContext &context,
                              const ServerId &server)
{
    const auto known = std::ranges::find(context.servers, server, &Server::name);
    const ValueLookup values(context, StepResolver::Mode::Run,
                             known == context.servers.cend() ? nullptr : &*known);
    const Result<TextTemplate> text = TextTemplate::parse(snippet.run);
    if (!text)
        return std::unexpected(text.error());
    const auto rendered = text->renderScript(
        [&values](const QString &name) { return values.value(name, TextPlace::Plain); });
    if (!rendered)
        return std::unexpected(rendered.error());
    if (!rendered->secrets.isEmpty())
        return failure(ErrorCode::InvalidInput,
                       Words::tr("‘%1’ holds the secret %2, which would stand on the screen. "
                                 "Read it from a file on the server instead.")
                           .arg(snippet.name, rendered->secrets.join(u", "_s)));
    return rendered->text;
}

} // namespace slipway
