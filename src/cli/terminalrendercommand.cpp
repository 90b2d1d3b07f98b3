// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/terminalrendercommand.h"

#include "cli/exitcode.h"
#include "cli/standardinput.h"
#include "cli/terminaljson.h"

#include <QJsonDocument>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

Result<TerminalSize> sizeOf(const QString &text)
{
    static const QRegularExpression form(u"^([0-9]{1,4})x([0-9]{1,4})$"_s);
    const QRegularExpressionMatch match = form.match(text);
    const TerminalSize size{match.captured(2).toInt(), match.captured(1).toInt()};
    constexpr int most = 4'096;
    if (size.rows < 1 || size.columns < 1 || size.rows > most || size.columns > most)
        return failure(ErrorCode::InvalidInput,
                       TerminalRenderCommand::tr("“%1” is no size: give columns and rows, each "
                                                 "from 1 to 4096, like 80x25.")
                           .arg(text));
    return size;
}

} // namespace

CommandSpec TerminalRenderCommand::spec()
{
    CommandSpec spec;
    spec.name = u"terminal render"_s;
    spec.summary = tr("Print the screen that a program's output leaves behind");
    spec.options
        = {{u"size"_s, u"COLSxROWS"_s, tr("The size of the terminal. Without it: 80x25.")},
           {u"json"_s, QString(),
            tr("Print one JSON object: size, cursor, title, the rows' text, their styles as runs, "
               "which rows continue the one above, the scrollback.")}};
    spec.description
        = {tr("Reads bytes with escape sequences from standard input and prints what a terminal "
              "would show at the end: one line a row, without spaces at its end, as many lines "
              "as the terminal has rows."),
           tr("The bytes are read as a terminal reads them: a line feed alone does not go back to "
              "the first column.")};
    spec.exitCodes = {{exitcode::success, tr("The input was read to its end.")},
                      {exitcode::failed, tr("Standard input cannot be read.")},
                      {exitcode::usage, tr("Wrong usage.")}};
    spec.examples
        = {{u"slipwayctl terminal render --size 120x40 < session.log"_s, QString()},
           {u"slipwayctl terminal render --json < session.log | jq -r '.rows[]'"_s, QString()}};
    return spec;
}

void TerminalRenderCommand::start(const Arguments &arguments)
{
    const Result<TerminalSize> size = sizeOf(arguments.value(u"size"_s, u"80x25"_s));
    if (!size) {
        fail(size.error(), exitcode::usage);
        return;
    }
    m_screen.emplace(*size);
    const Format format = arguments.has(u"json"_s) ? Format::Json : Format::Text;
    auto *input = new StandardInput(this);
    input->start({[this](QByteArrayView bytes) {
                      m_screen->feed(bytes);
                      // Nobody is there to be answered.
                      m_screen->takeReplies();
                      m_screen->takeEvents();
                  },
                  [this, format](const Result<void> &ended) {
                      if (!ended) {
                          fail(ended.error(), exitcode::failed);
                          return;
                      }
                      print(format);
                      finishLater(exitcode::success);
                  }});
}

void TerminalRenderCommand::print(Format format) const
{
    if (format == Format::Json) {
        console().rawOut(QJsonDocument(terminalJson(*m_screen)).toJson(QJsonDocument::Compact)
                         + '\n');
        return;
    }
    QString text;
    for (qint64 line = m_screen->screenTop(); line < m_screen->endLine(); ++line) {
        QString row = m_screen->lineText(line);
        while (row.endsWith(u' '))
            row.chop(1);
        text += row + u'\n';
    }
    console().rawOut(text.toUtf8());
}

} // namespace slipway
