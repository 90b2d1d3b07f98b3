// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/textcollector.h"

#include "plan/expression.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::PlanReader)
};

bool isPosixShell(const QString &shell)
{
    static const QStringList shells{u"sh"_s, u"bash"_s, u"dash"_s, u"ash"_s, u"ksh"_s, u"zsh"_s};
    const QString program = shell.trimmed().section(u' ', 0, 0).section(u'/', -1);
    return program.isEmpty() || shells.contains(program);
}

} // namespace

void TextCollector::beginPart(TextUse::Part part, const QString &action)
{
    m_part = part;
    m_action = action;
}

void TextCollector::add(TextUse::Kind kind, const YamlNode &node,
                        QList<TextTemplate::Reference> references)
{
    if (references.isEmpty())
        return;
    for (TextTemplate::Reference &reference : references)
        reference.place = node.placeInFile(reference.place);
    m_uses.append({kind, m_step, m_part, m_action, std::move(references)});
}

void TextCollector::collect(const YamlNode &node, TextUse::Kind kind)
{
    if (!node.isScalar() || !node.text.contains(u"{{"_s))
        return;
    QList<TextTemplate::Fault> faults;
    const TextTemplate text = TextTemplate::scan(node.text, faults);
    for (const TextTemplate::Fault &fault : std::as_const(faults))
        m_fields.error(node.placeInFile(fault.place), u"template"_s, fault.message);
    add(kind, node, text.references());
}

QString TextCollector::read(const YamlNode &node, TextUse::Kind kind)
{
    collect(node, kind);
    return m_fields.filled(node);
}

QStringList TextCollector::readList(const YamlNode &node, TextUse::Kind kind)
{
    collect(node, kind);
    for (const YamlNode &item : node.items)
        collect(item, kind);
    return m_fields.texts(node);
}

QMap<QString, QString> TextCollector::readMap(const YamlNode &node, TextUse::Kind kind)
{
    for (const YamlEntry &entry : node.entries)
        collect(entry.value, kind);
    return m_fields.textMap(node);
}

QString TextCollector::readScript(const YamlNode &node, const QString &shell)
{
    collect(node, TextUse::Kind::Script);
    if (node.isScalar() && node.text.contains(u"{{"_s)) {
        QList<TextTemplate::Fault> faults;
        const TextTemplate script = TextTemplate::scan(node.text, faults);
        if (!isPosixShell(shell) && !script.references().isEmpty()) {
            m_fields.warning(node.placeInFile(script.references().constFirst().place), u"quoting"_s,
                             Words::tr("Values are quoted for a POSIX shell, which ‘%1’ is not; "
                                       "hand them over in ‘env’ instead.")
                                 .arg(shell));
        } else if (faults.isEmpty()) {
            for (const TextTemplate::Fault &fault : script.scriptFaults())
                m_fields.error(node.placeInFile(fault.place), u"quoting"_s, fault.message);
        }
    }
    return m_fields.filled(node);
}

QString TextCollector::readCondition(const YamlNode &node)
{
    const QString text = m_fields.filled(node);
    if (text.trimmed().isEmpty())
        return {};
    const auto expression = Expression::parse(text);
    if (expression)
        add(TextUse::Kind::Condition, node, expression->references());
    else
        m_fields.error(node.placeInFile(expression.error().place), u"condition"_s,
                       expression.error().message);
    return text;
}

} // namespace slipway
