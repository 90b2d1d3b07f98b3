// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/helptext.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
constexpr qsizetype width = 80;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::Help)
};

/// Filled to the page's width. Lines that begin with spaces stay as they are.
QString filled(const QString &text, qsizetype indent)
{
    const QString margin(indent, u' ');
    QString page;
    const auto lines = text.split(u'\n');
    for (const QString &line : lines) {
        if (line.startsWith(u' ')) {
            page += margin + line + u'\n';
            continue;
        }
        QString current = margin;
        const auto words = line.split(u' ');
        for (const QString &word : words) {
            if (current.size() > indent && current.size() + 1 + word.size() > width) {
                page += current + u'\n';
                current = margin;
            }
            current += (current.size() > indent ? u" "_s : QString()) + word;
        }
        page += current + u'\n';
    }
    return page;
}

QString section(const QString &title)
{
    return u'\n' + title + u'\n';
}

QString optionHead(const OptionSpec &option)
{
    const QString dashes = option.name.size() == 1 ? u"-"_s : u"--"_s;
    return dashes + option.name + (option.value.isEmpty() ? QString() : u' ' + option.value);
}

QList<OptionSpec> withHelp(QList<OptionSpec> options)
{
    options.append({u"help"_s, QString(), Words::tr("Print this page.")});
    return options;
}

QString synopsis(const CommandSpec &spec)
{
    QString line = u"slipwayctl "_s + spec.name;
    if (!spec.argument.isEmpty())
        line += spec.least == 0 ? QString(u" ["_s + spec.argument + u']')
                                : QString(u' ' + spec.argument);
    if (spec.most < 0)
        line += u"…"_s;
    for (const OptionSpec &option : spec.options) {
        line += u" ["_s + optionHead(option).replace(u' ', QChar(u'\u00a0')) + u']';
        if (option.many == OptionSpec::Many::Yes)
            line += u"…"_s;
    }
    return line;
}

/// For man(7): what begins a line or an escape must not.
QString escaped(QString text)
{
    text.replace(u'\\', u"\\e"_s).replace(u'-', u"\\-"_s);
    if (text.startsWith(u'.') || text.startsWith(u'\''))
        text.prepend(u"\\&"_s);
    return text;
}

QString manParagraph(const QString &text)
{
    QString page = u".PP\n"_s;
    bool verbatim = false;
    const auto lines = text.split(u'\n');
    for (const QString &line : lines) {
        if (line.startsWith(u' ') != verbatim) {
            verbatim = !verbatim;
            page += verbatim ? u".nf\n"_s : u".fi\n"_s;
        }
        page += escaped(line) + u'\n';
    }
    return verbatim ? QString(page + u".fi\n"_s) : page;
}
} // namespace

QString generalHelp(const QList<CommandEntry> &commands)
{
    QString page = Words::tr("slipwayctl drives deployments without a window.") + u"\n\n"_s
        + Words::tr("Usage: slipwayctl COMMAND [ARGUMENT…] [OPTION…]") + u"\n\n"_s;
    for (const CommandEntry &command : commands)
        page += u"  "_s + command.spec.name.leftJustified(18) + command.spec.summary + u'\n';
    page += u'\n' + Words::tr("“slipwayctl COMMAND --help” prints the page of a command.") + u'\n';
    return page;
}

QString commandHelp(const CommandSpec &spec)
{
    QString page = section(Words::tr("NAME")).mid(1)
        + filled(u"slipwayctl %1 - %2"_s.arg(spec.name, spec.summary), 4);
    page += section(Words::tr("SYNOPSIS"))
        + filled(synopsis(spec), 4).replace(QChar(u'\u00a0'), u' ');
    page += section(Words::tr("DESCRIPTION"));
    for (qsizetype i = 0; i < spec.description.size(); ++i)
        page += (i == 0 ? QString() : u"\n"_s) + filled(spec.description.at(i), 4);
    page += section(Words::tr("OPTIONS"));
    const auto options = withHelp(spec.options);
    for (const OptionSpec &option : options)
        page += u"    "_s + optionHead(option) + u'\n' + filled(option.help, 8);
    page += section(Words::tr("EXIT STATUS"));
    for (const auto &[code, meaning] : spec.exitCodes)
        page += u"    "_s + QString::number(code).leftJustified(4) + filled(meaning, 8).mid(8);
    page += section(Words::tr("EXAMPLES"));
    for (const ExampleSpec &example : spec.examples) {
        page += u"    "_s + example.command + u'\n';
        if (!example.what.isEmpty())
            page += filled(example.what, 8);
    }
    return page;
}

QString manualPage(const QList<CommandEntry> &commands)
{
    QString page = u".TH SLIPWAYCTL 1\n.SH NAME\nslipwayctl \\- "_s
        + escaped(Words::tr("drives deployments without a window"))
        + u"\n.SH SYNOPSIS\n.B slipwayctl\n.I COMMAND\n[\\fIARGUMENT\\fR...] "
          "[\\fIOPTION\\fR...]\n.SH COMMANDS\n"_s;
    for (const CommandEntry &command : commands) {
        page += u".SS "_s + escaped(synopsis(command.spec)) + u'\n';
        for (const QString &paragraph : command.spec.description)
            page += manParagraph(paragraph);
        const auto options = withHelp(command.spec.options);
        for (const OptionSpec &option : options)
            page += u".TP\n.B "_s + escaped(optionHead(option)) + u'\n' + escaped(option.help)
                + u'\n';
        for (const auto &[code, meaning] : command.spec.exitCodes)
            page += u".TP\nexit status %1\n"_s.arg(code) + escaped(meaning) + u'\n';
        for (const ExampleSpec &example : command.spec.examples)
            page += u".PP\n.EX\n"_s + escaped(example.command) + u"\n.EE\n"_s;
    }
    return page;
}

} // namespace slipway
