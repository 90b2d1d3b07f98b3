// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/run/logstrip.h"

#include "gui/common/theming.h"

#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollBar>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr int frameInterval = 16;
constexpr int longestText = 1000; // lines
constexpr int unfoldedHeight = 160;
constexpr qsizetype longestLine = 2000; // characters

} // namespace

LogStrip::LogStrip(Theming &theming, QWidget *parent)
    : QWidget(parent)
    , m_theming(theming)
    , m_line(new QLabel(this))
    , m_toggle(new QToolButton(this))
    , m_text(new QPlainTextEdit(this))
{
    setObjectName(u"logStrip"_s);
    setAttribute(Qt::WA_StyledBackground);
    const QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    m_line->setObjectName(u"stripLine"_s);
    m_line->setFont(fixed);
    m_line->setAccessibleName(tr("Last line of output"));
    m_line->setTextFormat(Qt::PlainText);
    m_line->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_toggle->setObjectName(u"stripToggle"_s);
    m_toggle->setProperty("look", u"flat"_s);
    m_toggle->setFocusPolicy(Qt::StrongFocus);
    m_text->setObjectName(u"stripText"_s);
    m_text->setAccessibleName(tr("Last lines of all hosts"));
    m_text->setReadOnly(true);
    m_text->setFont(fixed);
    m_text->setMaximumBlockCount(longestText);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setTabChangesFocus(true);

    auto *head = new QHBoxLayout;
    head->setContentsMargins(measure::inside + measure::unit, measure::unit, measure::inside,
                             measure::unit);
    head->addWidget(m_line, 1);
    head->addWidget(m_toggle);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addLayout(head);
    whole->addWidget(m_text, 1);

    m_frame.setSingleShot(true);
    m_frame.setInterval(frameInterval);
    connect(&m_frame, &QTimer::timeout, this, &LogStrip::flush);
    connect(m_toggle, &QToolButton::clicked, this,
            [this] { setSize(m_size == Size::Line ? Size::Block : Size::Line); });
    connect(&theming, &Theming::changed, this, [this] { setSize(m_size); });
    setSize(Size::Line);
    showLine();
}

void LogStrip::clear()
{
    m_hosts.clear();
    m_waiting.clear();
    m_lastLine.clear();
    m_text->clear();
    showLine();
}

void LogStrip::append(const OutputChunk &chunk)
{
    HostLine &host = m_hosts[chunk.host];
    const QString name = chunk.host.isEmpty() ? tr("here") : chunk.host.toString();
    for (const AnsiSpan &span : host.parser.feed(chunk.bytes)) {
        if (span.kind == AnsiSpan::Kind::LineStart) {
            host.line.clear();
            continue;
        }
        QStringList lines = QString(host.line + span.text).split(u'\n');
        host.line = lines.takeLast().left(longestLine);
        for (const QString &line : std::as_const(lines)) {
            if (!line.trimmed().isEmpty())
                m_waiting << tr("%1 ▸ %2").arg(name, line.left(longestLine));
        }
    }
    if (!host.line.trimmed().isEmpty())
        m_lastLine = tr("%1 ▸ %2").arg(name, host.line);
    else if (!m_waiting.isEmpty())
        m_lastLine = m_waiting.constLast();
    if (!m_frame.isActive())
        m_frame.start();
}

void LogStrip::flush()
{
    if (!m_waiting.isEmpty())
        m_text->appendPlainText(m_waiting.join(u'\n'));
    m_waiting.clear();
    m_text->verticalScrollBar()->setValue(m_text->verticalScrollBar()->maximum());
    showLine();
}

void LogStrip::showLine()
{
    m_line->setProperty("role", m_lastLine.isEmpty() ? u"muted"_s : QString());
    const QString text
        = m_lastLine.isEmpty() ? tr("What the steps print appears here.") : m_lastLine;
    m_line->setText(m_line->fontMetrics().elidedText(text, Qt::ElideRight, m_line->width()));
}

void LogStrip::setSize(Size size)
{
    m_size = size;
    const bool block = size == Size::Block;
    m_text->setVisible(block);
    m_toggle->setIcon(m_theming.icon(block ? u"chevron-down"_s : u"chevron-up"_s));
    const QString what = block ? tr("Fold the output to one line") : tr("Show more lines");
    m_toggle->setToolTip(what);
    m_toggle->setAccessibleName(what);
    setMaximumHeight(block ? QWIDGETSIZE_MAX : QWidget::sizeHint().height());
    updateGeometry();
    Q_EMIT sizeChanged();
}

QSize LogStrip::sizeHint() const
{
    const QSize hint = QWidget::sizeHint();
    return m_size == Size::Block ? QSize(hint.width(), unfoldedHeight) : hint;
}

void LogStrip::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    showLine();
}

} // namespace slipway
