// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/terminalharnesscommand.h"

#include "cli/exitcode.h"
#include "cli/standardinput.h"

using namespace Qt::StringLiterals;

namespace slipway {

CommandSpec TerminalHarnessCommand::spec()
{
    CommandSpec spec;
    spec.name = u"terminal harness"_s;
    spec.summary = tr("Answer libvterm's test scripts, to test the terminal");
    spec.description
        = {tr("Speaks the words of the test harness of libvterm 0.3.3 on standard input and "
              "output: commands such as PUSH, RESIZE and INKEY, queries such as ?cursor and "
              "?screen_row. Each command is answered with what happened and DONE, or with “?” "
              "when it is not understood."),
           tr("After WANTSCREEN the terminal of Slipway reads and answers; without it, libvterm's "
              "parser and state, on which it stands.")};
    spec.exitCodes = {{exitcode::success, tr("The input ended.")},
                      {exitcode::failed, tr("Standard input cannot be read.")},
                      {exitcode::usage, tr("Wrong usage.")}};
    spec.examples
        = {{u"perl t/run-test.pl -e 'slipwayctl terminal harness' t/63screen_resize.test"_s,
            tr("In libvterm's source.")}};
    return spec;
}

void TerminalHarnessCommand::start(const Arguments &)
{
    auto *input = new StandardInput(this);
    input->start({[this](QByteArrayView bytes) { read(bytes); },
                  [this](const Result<void> &ended) {
                      if (ended)
                          finishLater(exitcode::success);
                      else
                          fail(ended.error(), exitcode::failed);
                  }});
}

void TerminalHarnessCommand::read(QByteArrayView bytes)
{
    m_rest += bytes;
    qsizetype start = 0;
    for (qsizetype end = m_rest.indexOf('\n'); end >= 0; end = m_rest.indexOf('\n', start)) {
        console().rawOut(m_harness.answer(QByteArrayView(m_rest).sliced(start, end - start)));
        start = end + 1;
    }
    m_rest.remove(0, start);
}

} // namespace slipway
