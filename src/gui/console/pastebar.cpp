// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/pastebar.h"

#include "gui/common/carefulbutton.h"
#include "theme/statelanguage.h"

#include <QFontDatabase>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr qsizetype mostShown = 4'000;

/// Control and hidden characters as marks that can be seen.
QString visible(const QString &text)
{
    QString shown;
    for (const QChar c : QStringView(text).first(std::min(text.size(), mostShown))) {
        if (c == u'\n' || c == u'\t')
            shown += c;
        else if (c.unicode() < 0x20)
            shown += QChar(0x2400 + c.unicode());
        else if (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format)
            shown += u"<U+%1>"_s.arg(uint(c.unicode()), 4, 16, QChar(u'0'));
        else
            shown += c;
    }
    return text.size() > mostShown ? shown + u'…' : shown;
}

QString inOneLine(const QString &text)
{
    static const QRegularExpression ends(u"\\s*[\\r\\n]+\\s*"_s);
    return text.trimmed().replace(ends, u" "_s);
}

} // namespace

PasteBar::PasteBar(QWidget *parent)
    : QFrame(parent)
    , m_question(new QLabel(this))
    , m_preview(new QPlainTextEdit(this))
    , m_paste(new CarefulButton(this))
    , m_oneLine(new CarefulButton(tr("Paste as one line"), this))
    , m_cancel(new QPushButton(tr("Do not paste"), this))
{
    setObjectName(u"pasteBar"_s);
    setAutoFillBackground(true);
    setAccessibleName(tr("Question before a paste"));
    m_question->setObjectName(u"pasteQuestion"_s);
    m_question->setWordWrap(true);
    m_preview->setObjectName(u"pastePreview"_s);
    m_preview->setAccessibleName(tr("The text that would be pasted"));
    m_preview->setReadOnly(true);
    m_preview->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_preview->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_preview->setFixedHeight(m_preview->fontMetrics().lineSpacing() * 5);
    m_preview->setTabChangesFocus(true);
    m_paste->setObjectName(u"pasteAnyway"_s);
    m_oneLine->setObjectName(u"pasteOneLine"_s);
    m_cancel->setObjectName(u"pasteCancel"_s);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(measure::group, measure::inside, measure::group, measure::inside);
    layout->setSpacing(measure::inside);
    layout->addWidget(m_question);
    layout->addWidget(m_preview);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_paste);
    buttons->addWidget(m_oneLine);
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    layout->addLayout(buttons);
    connect(m_paste, &QPushButton::clicked, this, [this] {
        const QString text = m_text;
        leave();
        Q_EMIT accepted(text);
    });
    connect(m_oneLine, &QPushButton::clicked, this, [this] {
        const QString text = inOneLine(m_text);
        leave();
        Q_EMIT accepted(text);
    });
    connect(m_cancel, &QPushButton::clicked, this, &PasteBar::leave);
    hide();
}

QString PasteBar::question(const PasteReport &report) const
{
    QStringList sentences;
    if (!report.isBracketed && (m_text.contains(u'\n') || m_text.contains(u'\r')))
        sentences += tr("This text has %n line(s); each line end runs what stands before it.",
                        nullptr, report.lines);
    else if (report.isLarge)
        sentences += tr("This text is long: %1.").arg(QLocale().formattedDataSize(report.bytes));
    if (report.hasControls)
        sentences += tr("It holds control characters, which are left out.");
    if (report.hasInvisible)
        sentences += tr("It holds characters that cannot be seen or turn text round; the program "
                        "may read something else than you do.");
    return sentences.join(u' ');
}

void PasteBar::ask(PasteReport report, const QString &text, const QString &note)
{
    m_text = text;
    // A line end at the end begins no line that one would count.
    if (report.lines > 1 && (text.endsWith(u'\n') || text.endsWith(u'\r')))
        --report.lines;
    QString sentence = question(report);
    if (!note.isEmpty())
        sentence += (sentence.isEmpty() ? u""_s : u" "_s) + note;
    m_question->setText(sentence);
    m_preview->setPlainText(visible(text));
    m_paste->setText(tr("Paste %n line(s)", nullptr, report.lines));
    m_oneLine->setVisible(report.lines > 1);
    show();
    raise();
    // Neither button that pastes: whoever types on does not answer by accident.
    m_cancel->setFocus(Qt::OtherFocusReason);
}

void PasteBar::leave()
{
    m_text.clear();
    m_preview->clear();
    hide();
    Q_EMIT left();
}

void PasteBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        leave();
    else
        event->accept();
}

} // namespace slipway
